"""The live preview: the same build in a loop, and a server for what it made.

    watch.py     something below content/ or themes/, or site.yaml, was touched
    loop.py      build, until what is published is what lies on the disk
    rebuild.py   one build, into a folder of the preview's own (slot.py)
    shown.py     what the last good build made, and the problems of the last one
    server.py    answers browsers (guard.py: which of them), adds the script that listens
    live.py      tells the pages that are open

The folder `assets/` holds what runs in the browser.
"""
