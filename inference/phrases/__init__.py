"""What phrases are made of; inference/phrase.py is the door."""
