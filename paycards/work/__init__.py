"""Long work: asked for in a request, done by a worker outside it, watched by whoever asked."""
