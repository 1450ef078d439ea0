"""Drive real coding clients with a scripted model and see what the test-writer can do in them."""
