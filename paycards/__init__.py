"""paycards: payment cards for councils that close their cash offices.

Issue the cards, collect the suppliers' settlement files, place every payment on
the account it belongs to, and prove that every penny is where it should be.
"""

__version__ = "0.1.0"
