"""Widgets that several pages share; they show what they are given and decide nothing."""
