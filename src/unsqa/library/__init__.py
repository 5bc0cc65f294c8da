"""The reports of the corpus as a library: what is there, how a file would be read, adding and removing.

A change is prepared beside the corpus and put in force with its index, so that whoever asks meanwhile gets the reports
as they were, and a change that fails or is killed leaves them so.
"""
