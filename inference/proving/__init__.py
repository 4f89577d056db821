"""What a certificate measures, one file per question; inference/proof.py puts them together."""
