"""Stage three. A finisher is called with (rgb HWC uint8, region)."""
