"""What people decide about money and files, each written down with who, when and why."""
