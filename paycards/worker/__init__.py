"""The worker: does long work outside requests, one piece after another."""
