-- The archive as a database. State of the build (file, known_files, diagnostic, reference, front_matter, page, known_pages, page_reads,
-- reader, common_read, listing, search_document, touch, last_touch, meta) and product (the rest).
--
-- Every row of content carries `file`: the source file it was compiled from, and the key where a file has one row at
-- most. Recompiling a file deletes its rows and inserts new ones. Ids are unique only after linking (catalog/link.py), so
-- they are indexed, not constrained.
-- Tables are split by what readers need: a list page reads `article`, never `body`, so editing prose touches one page.
-- Columns named `data`, `sections`, `title`-parts etc. marked JSON hold JSON, as TEXT or as a BLOB of UTF-8, and come back decoded from lookups.
--
-- A REF is how content names a person or organisation: an entity's id ([a-z0-9-]+) or else a plain name.
-- RICH is compiled Markdown: a JSON list of parts, each an HTML string, ["to", id or id#place, words|null] (a [[link]]) or
--   ["url", target] (an address inside an attribute that must be made relative to the page).
-- DATE is text as the author wrote it, EDTF level 0: 2024, 2024-03, 2024-03-14 or 2024-03-14T09:00:00Z.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,      -- relative to the project, with /
  kind TEXT NOT NULL,             -- article | claim | entity | sources | page | edition | asset
  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
  digest TEXT NOT NULL,           -- SHA-256 of the bytes
  key TEXT NOT NULL               -- of everything the compiled rows depend on
);

CREATE TABLE known_files (        -- the stats of all rows of `file` once more, packed, in order of path (catalog/known_stats.py)
  number INTEGER PRIMARY KEY,
  files BLOB NOT NULL
);

CREATE TABLE diagnostic (file INTEGER NOT NULL, data TEXT NOT NULL);          -- of compile; replayed when the file is reused
CREATE INDEX diagnostic_file ON diagnostic(file);

CREATE TABLE reference (          -- what must exist somewhere in the archive
  file INTEGER NOT NULL,
  field TEXT NOT NULL,            -- where: "claims[1].speaker", "body:12" (line of the file)
  kind TEXT NOT NULL,             -- agent | byline | publisher | entity | claim | claim-or-own | own-claim | source | article | page | any | place | file | url
  target TEXT NOT NULL
);
CREATE INDEX reference_file ON reference(file);
CREATE INDEX reference_target ON reference(kind, target);

CREATE TABLE front_matter (       -- of an article, if nothing is wrong with it (compile/front_matter.py): its text needn't be read again
  file INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,           -- SHA-256 of its text
  data BLOB NOT NULL              -- JSON: the validated record, field by field
);

CREATE TABLE page_file (          -- which page a content file is, for links that name the file
  file INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,             -- article | claim | entity | page | edition
  id TEXT NOT NULL
);
CREATE INDEX page_file_path ON page_file(path);
CREATE INDEX page_file_id ON page_file(id);

CREATE TABLE draft (file INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL);        -- left out of this build: its only row
CREATE INDEX draft_id ON draft(id);

CREATE TABLE entity (
  file INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,             -- person | organization | place | event
  type TEXT NOT NULL,             -- schema.org type: Person, NewsMediaOrganization, …
  name TEXT NOT NULL,
  language TEXT,                  -- of the name
  description TEXT,               -- one sentence, plain text
  initial TEXT NOT NULL,          -- upper-case first letter, for A–Z
  draft INTEGER NOT NULL
);
CREATE INDEX entity_id ON entity(id);
CREATE INDEX entity_kind ON entity(kind);

CREATE TABLE entity_detail (      -- one per entity: what only its own page shows
  file INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  data TEXT NOT NULL              -- JSON: aliases[], wikidata, viaf, same_as[], ownership, parent REF, roles[{role, at REF, from, to, source EVIDENCE}],
                                  -- start, end, part_of, geo, description_source EVIDENCE, body RICH, x{}; absent keys are absent
);
CREATE INDEX entity_detail_id ON entity_detail(id);

CREATE TABLE alias (file INTEGER NOT NULL, entity TEXT NOT NULL, words TEXT NOT NULL);   -- folded names and aliases to link in texts
CREATE INDEX alias_file ON alias(file);
CREATE INDEX alias_words ON alias(words);

CREATE TABLE entity_slug (file INTEGER NOT NULL, slug TEXT NOT NULL, entity TEXT NOT NULL);   -- what name and aliases would be as ids; its own isn't among them
CREATE INDEX entity_slug_file ON entity_slug(file);

CREATE TABLE source (file INTEGER NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL);       -- JSON: an EVIDENCE record
CREATE INDEX source_file ON source(file);
CREATE INDEX source_id ON source(id);

CREATE TABLE article (            -- what lists, cards and links show of an article
  file INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  title TEXT NOT NULL,            -- plain text
  published TEXT NOT NULL,        -- DATE
  year TEXT NOT NULL,
  publisher TEXT,                 -- REF
  language TEXT NOT NULL,
  summary TEXT,
  draft INTEGER NOT NULL,
  claims INTEGER NOT NULL, corrections INTEGER NOT NULL, notes INTEGER NOT NULL,
  changed TEXT                    -- DATE: the latest of those that its author gives for work on the page
);
CREATE INDEX article_id ON article(id);
CREATE INDEX article_year ON article(year, published DESC, id);
CREATE INDEX article_publisher ON article(publisher, published DESC, id);

CREATE TABLE article_detail (     -- one per article: what only its own page shows, but for the text
  file INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  data TEXT NOT NULL              -- JSON: subtitle, caption (plain text), authors[REF], about[entity id], source{url, archived, accessed, copy (content path)},
                                  -- original bool, place, topics[], rights, translated{from, by, original},
                                  -- review{status, by, reviewed_by, date, note}, created, modified, text_sha256, words (count), x{}
);
CREATE INDEX article_detail_id ON article_detail(id);

CREATE TABLE body (
  file INTEGER PRIMARY KEY,
  article TEXT NOT NULL,
  data BLOB NOT NULL              -- JSON: title, subtitle, caption: parts or absent; sections: [{parts: [...], cards: [annotation ids]}]
                                  -- parts: as RICH, and also ["ref", annotation id]: the note reference at the end of a passage
);
CREATE INDEX body_article ON body(article);

CREATE TABLE search_text (file INTEGER PRIMARY KEY, article TEXT NOT NULL, text BLOB NOT NULL);   -- canonical text in UTF-8: blocks joined by newline
CREATE INDEX search_text_article ON search_text(article);

CREATE TABLE annotation (         -- every claim, correction and note of an article, numbered in reading order
  file INTEGER NOT NULL,
  article TEXT NOT NULL,
  id TEXT NOT NULL,               -- unique within the article; element id of its card
  kind TEXT NOT NULL,             -- claim | correction | note
  number INTEGER NOT NULL,
  place TEXT,                     -- title | subtitle | caption | body; NULL: about the whole article
  quote TEXT,                     -- the article's own characters
  claim TEXT,                     -- kind claim: the id of its claim (its own, or a shared one)
  data TEXT NOT NULL              -- JSON. claim: speaker REF, quoted_by[REF], attribution, by, created, modified, reviewed_by, x{}; of an
                                  -- appearance of a shared claim also verdict RICH, note RICH, evidence[], history[]
                                  -- correction: same as correction.data. note: kind, note RICH, neutral, technique, evidence[], entities[], by, created, modified, x{}
);
CREATE INDEX annotation_file ON annotation(file);
CREATE INDEX annotation_article ON annotation(article);
CREATE INDEX annotation_claim ON annotation(claim);

CREATE TABLE claim (              -- a proposition: from content/claims/ (article NULL) or from an article's own claim annotation
  file INTEGER NOT NULL,
  id TEXT NOT NULL,
  article TEXT,                   -- NULL: shared
  text TEXT NOT NULL,             -- the self-contained sentence, else the quote
  speaker TEXT,                   -- REF
  said_on TEXT,                   -- DATE; for an article's own claim: else its article's date
  rating TEXT,                    -- NULL: unrated
  stance TEXT NOT NULL,           -- maintained | revised | withdrawn | denied
  language TEXT NOT NULL,
  draft INTEGER NOT NULL
);
CREATE INDEX claim_file ON claim(file);
CREATE INDEX claim_id ON claim(id);
CREATE INDEX claim_article ON claim(article);
CREATE INDEX claim_rating ON claim(rating, said_on DESC, id);
CREATE INDEX claim_speaker ON claim(speaker, said_on DESC, id);

CREATE TABLE claim_detail (
  file INTEGER NOT NULL,
  id TEXT NOT NULL,
  article TEXT,                   -- as in claim
  data TEXT NOT NULL              -- JSON: verdict RICH, note RICH, body RICH, quoted_by[REF], attribution, said_at, first_appearance (article id or URL),
                                  -- appearances[URL], evidence[EVIDENCE], history[EVENT], review{}, by, created, modified, related[claim id], entities[], x{}
                                  -- EVIDENCE: url, source (id in table source), title, publisher REF, published, accessed, archived, quote, relation, note
                                  -- EVENT: date, event (said | repeated | checked | rated | revised | withdrawn | denied | corrected | note), to, by REF, note RICH, source (URL)
);
CREATE INDEX claim_detail_file ON claim_detail(file);
CREATE INDEX claim_detail_id ON claim_detail(id);
CREATE INDEX claim_detail_article ON claim_detail(article);

CREATE TABLE correction (
  file INTEGER NOT NULL,
  id TEXT NOT NULL,               -- annotation id, or unique within its claim file
  article TEXT,                   -- the article corrected
  claim TEXT,                     -- the claim it concerns (own = 1: the claim whose review of ours is corrected)
  own INTEGER NOT NULL,           -- 1: a correction of our own work
  date TEXT NOT NULL, year TEXT NOT NULL,
  kind TEXT NOT NULL,             -- correction | clarification | update | editors-note | retraction
  issued_by TEXT,                 -- REF; NULL: us, the site
  data TEXT NOT NULL              -- JSON: was, now (plain text), note RICH, quote, source (URL or source id), requested{date, by REF, outcome}, entities[], by, x{}
);
CREATE INDEX correction_file ON correction(file);
CREATE INDEX correction_article ON correction(article);
CREATE INDEX correction_claim ON correction(claim);
CREATE INDEX correction_issued_by ON correction(issued_by);
CREATE INDEX correction_year ON correction(year, date DESC, article, claim, id);

CREATE TABLE edition (            -- the corrections log as it was on a day, frozen to be cited
  file INTEGER PRIMARY KEY,
  id TEXT NOT NULL,               -- the day: 2024-03-14
  frozen TEXT NOT NULL,           -- the day on which it was frozen
  sha256 TEXT NOT NULL,           -- of what the file says
  corrections INTEGER NOT NULL,   -- how many it has
  parts INTEGER NOT NULL          -- and on how many pages
);
CREATE INDEX edition_id ON edition(id);

CREATE TABLE edition_part (       -- what one page of an edition shows
  file INTEGER NOT NULL,
  part TEXT NOT NULL,             -- the day and the page's number: "2024-03-14 1"
  data TEXT NOT NULL              -- JSON: [{date, kind, article, claim, id, title, language, publisher PARTY, own, quote, was, now, note,
                                  -- issued_by PARTY (absent: the site), source {url, title}, requested {date, by PARTY, outcome}, anchor}];
                                  -- all text plain; PARTY: {name, id, language}. What ids name may be gone or renamed by now
);
CREATE INDEX edition_part_file ON edition_part(file);
CREATE INDEX edition_part_part ON edition_part(part);

CREATE TABLE claim_entity (       -- whom a claim is by, was passed on by, or is about
  file INTEGER NOT NULL,
  claim TEXT NOT NULL,
  entity TEXT NOT NULL,
  role TEXT NOT NULL              -- by | quoted_by | about
);
CREATE INDEX claim_entity_file ON claim_entity(file);
CREATE INDEX claim_entity_claim ON claim_entity(claim);
CREATE INDEX claim_entity_entity ON claim_entity(entity);

CREATE TABLE correction_entity (file INTEGER NOT NULL, article TEXT, correction TEXT NOT NULL, claim TEXT, entity TEXT NOT NULL);
CREATE INDEX correction_entity_file ON correction_entity(file);
CREATE INDEX correction_entity_entity ON correction_entity(entity);

CREATE TABLE article_entity (     -- one row per article, entity and role
  file INTEGER NOT NULL,
  article TEXT NOT NULL,
  entity TEXT NOT NULL,
  role TEXT NOT NULL,             -- mention | about | publisher | author
  count INTEGER NOT NULL
);
CREATE INDEX article_entity_file ON article_entity(file);
CREATE INDEX article_entity_article ON article_entity(article);
CREATE INDEX article_entity_entity ON article_entity(entity);

CREATE TABLE mention (            -- where an article's text names an entity: one row for both
  file INTEGER NOT NULL,
  entity TEXT NOT NULL,
  article TEXT NOT NULL,
  data BLOB NOT NULL              -- JSON, in the text's order: [[element id of its block ("p-3"), before, words, after in its sentence]]
);
CREATE INDEX mention_file ON mention(file);
CREATE INDEX mention_entity ON mention(entity, article);
CREATE INDEX mention_article ON mention(article);

CREATE TABLE co_occurrence (entity TEXT NOT NULL, other TEXT NOT NULL, articles INTEGER NOT NULL);   -- derived: both named in n articles; of those an entity is named with, the dozen it is named with most
CREATE INDEX co_occurrence_entity ON co_occurrence(entity);

CREATE TABLE connection (         -- derived: with how many others an entity is named together, summed over those articles
  entity TEXT NOT NULL,
  others INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  top INTEGER NOT NULL            -- 1: one of the most connected of the archive
);
CREATE INDEX connection_entity ON connection(entity);
CREATE INDEX connection_top ON connection(top);

CREATE TABLE neighbour (          -- derived: an article's nearest by the entities both name (catalog/neighbours.py)
  article TEXT NOT NULL,
  other TEXT NOT NULL,
  place INTEGER NOT NULL,         -- 0: the nearest
  data TEXT NOT NULL              -- JSON: [entity id]: those both name, the weightiest first
);
CREATE INDEX neighbour_article ON neighbour(article);

CREATE TABLE mention_part (       -- derived: the pages of an entity's mentions (catalog/mention_parts.py); none if its own page has room for all
  entity TEXT NOT NULL,
  part TEXT NOT NULL,             -- entity id and number: "jane-doe 3"
  number INTEGER NOT NULL,        -- 1: the oldest
  data TEXT NOT NULL              -- JSON: [[article id, its roles but publisher, joined by spaces]], the newest first
);
CREATE INDEX mention_part_entity ON mention_part(entity);
CREATE INDEX mention_part_part ON mention_part(part);

CREATE TABLE redirect (file INTEGER NOT NULL, kind TEXT NOT NULL, old TEXT NOT NULL, id TEXT NOT NULL);   -- kind: article | claim | entity
CREATE INDEX redirect_file ON redirect(file);
CREATE INDEX redirect_old ON redirect(old);

CREATE TABLE plain_page (
  file INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  "order" INTEGER NOT NULL,
  menu INTEGER NOT NULL,          -- 1: linked from every page's menu
  draft INTEGER NOT NULL
);
CREATE INDEX plain_page_id ON plain_page(id);
CREATE INDEX plain_page_menu ON plain_page(menu);

CREATE TABLE plain_page_body (file INTEGER PRIMARY KEY, id TEXT NOT NULL, data TEXT NOT NULL);   -- JSON: body RICH, description, x{}
CREATE INDEX plain_page_body_id ON plain_page_body(id);

CREATE TABLE asset (file INTEGER NOT NULL, path TEXT NOT NULL, output TEXT NOT NULL, sha256 TEXT NOT NULL);   -- content path -> path in the site
CREATE INDEX asset_file ON asset(file);
CREATE INDEX asset_path ON asset(path);

CREATE TABLE page (               -- what lies in the output, as the last publish left it
  id INTEGER PRIMARY KEY,
  output TEXT NOT NULL UNIQUE,    -- path in the site
  kind TEXT NOT NULL, subject TEXT NOT NULL,          -- a kind of page and whom it is about; kind 'file': copied, or made by Pagefind
  key TEXT NOT NULL,              -- digest of (program, template with all it includes, view); '' for a file
  digest TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  made INTEGER NOT NULL,          -- number of the build that rendered it
  common INTEGER NOT NULL         -- a set of lookups in common_read, that it shares with many pages; 0: none
);
CREATE INDEX page_common ON page(common);
CREATE INDEX page_kind ON page(kind);
CREATE INDEX page_made ON page(made);

CREATE TABLE known_pages (        -- the stats of its rows once more, packed (catalog/known_stats.py)
  number INTEGER PRIMARY KEY,
  pages BLOB NOT NULL
);

CREATE TABLE search_document (    -- what the shards of the search index were made of (catalog/indexed.py)
  shard INTEGER NOT NULL,
  url TEXT NOT NULL,              -- address of its page from the site's root
  kind TEXT NOT NULL, subject TEXT NOT NULL,          -- article | claim | entity | page, and which
  digest TEXT NOT NULL,           -- of the document
  fragment TEXT NOT NULL,         -- name of Pagefind's file with what results show of it; '' if it has no word to find
  PRIMARY KEY (shard, url)
) WITHOUT ROWID;

-- Rule 2 (catalog/readers.py). A LOOKUP is the number of a (table, column, value) that was asked for; LOOKUPS are many,
-- 8 bytes each, ascending; PAGES are ids of pages, 4 bytes each, in no order.
CREATE TABLE page_reads (page INTEGER PRIMARY KEY, lookups BLOB NOT NULL);
CREATE TABLE reader (lookup INTEGER PRIMARY KEY, pages BLOB NOT NULL);
CREATE TABLE common_read (common INTEGER NOT NULL, lookup INTEGER NOT NULL, PRIMARY KEY (common, lookup)) WITHOUT ROWID;
CREATE TABLE listing (            -- what else is computed of the archive: the pages of a kind, the documents of a search shard
  name TEXT PRIMARY KEY,
  lookups BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE touch (              -- what changed rows touched since the last publish
  lookup INTEGER NOT NULL,
  words TEXT NOT NULL,            -- 'entity id=jane-doe'
  path TEXT NOT NULL              -- the file that changed
);
CREATE INDEX touch_lookup ON touch(lookup);

CREATE TABLE last_touch (lookup INTEGER NOT NULL, words TEXT NOT NULL, path TEXT NOT NULL);   -- those that the last publish answered
CREATE INDEX last_touch_lookup ON last_touch(lookup);
