"""What Planminder's turns are held against, the service that all of them answer to, and the load."""
