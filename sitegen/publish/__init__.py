"""Publishing: what was made aside goes into the output folder, all of it or (visibly) none of it.

``output``    the output folder: staged into, published, checked (the module to start with)
``folder``    the output folder: opened, or refused
``plan``      what a publish has to do
``manifest``  which files we made, with size and digest; what a path in the output may look like
``journal``   a publish as a list of small steps that can be repeated, so that a killed one can be finished
``search``    the search index: documents in, a verified folder of index files out
``verify``    the proof that an index is whole
``pagefind``  a client of ``pagefind --service``
``binary``    where Pagefind is
``settle``    the same documents, the same bytes
``sync``      the barrier before the journal's end
``packed``    the encoding of Pagefind's files
``errors``    what goes wrong, by name
"""
