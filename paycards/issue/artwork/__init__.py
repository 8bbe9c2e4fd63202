"""What a card, a letter, a bill and a phone image look like: fonts, template, layout, and their bars.

Lengths are in points (1/72 inch) from the bottom left corner of the page, as PDF has them.
"""
