"""Reading what people drew on a golden; inference/scribble.py is the door."""
