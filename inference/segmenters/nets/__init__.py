"""The small networks, one file each: a picture in, planes or boxes at a bounded size out."""
