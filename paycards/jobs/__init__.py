"""What a face can ask for: one public function a file, which opens the transaction of each step."""
