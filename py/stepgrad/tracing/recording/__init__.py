"""④ What listens to the engine while a program runs: one class upon the other, from the limits up to the Recorder."""
