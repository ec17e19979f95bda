"""Ratings: two reviewers judge a subject blind, differences are settled, all is on the record."""
