"""Plots of an analysis as places in pixels, drawn wide and narrow; templates only draw them."""
