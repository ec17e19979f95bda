"""What the included studies come to: effects, their average, what readers may choose, plots."""
