"""Views: which pages the site has, and what each of them is given, as plain data.

`pages.PAGE_KINDS` lists the kinds of page; each is a module of its own. A view is a pure function of the rows it
looks up
(`core.lookup.Lookup`) and the site's options. It is complete: all addresses, words to show and counts are in it, so
that a
template needs nothing else and its digest can be the page's key. `Scope` is one page while its view is made, `urls`
the only
maker of addresses.
"""
