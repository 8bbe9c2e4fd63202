"""People who may sign in: who they are, what they may do, how they prove it, and for how long."""
