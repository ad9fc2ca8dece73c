"""What the end-to-end tests are written with: the server as a process, raw hpfeeds connections, the WebAPI."""
