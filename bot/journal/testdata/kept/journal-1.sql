PRAGMA user_version = 1;
PRAGMA application_id = 1366650740;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE answers (
		id           TEXT PRIMARY KEY,
		at           INTEGER NOT NULL,
		platform     TEXT NOT NULL,
		workspace    TEXT NOT NULL,
		channel      TEXT NOT NULL, -- empty for a direct message, unless askers are kept
		direct       INTEGER NOT NULL,
		conversation TEXT NOT NULL,
		asker        TEXT NOT NULL, -- empty, unless askers are kept
		outside      INTEGER NOT NULL,
		asked        TEXT NOT NULL,
		verdict      TEXT NOT NULL,
		took         INTEGER NOT NULL, -- microseconds
		missing      TEXT NOT NULL, -- JSON: the words that no source mentions
		answer       TEXT NOT NULL, -- JSON: bot.Answer
		further      TEXT NOT NULL  -- JSON: the quotes that were not shown
	);
CREATE TABLE ratings (
		answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
		person TEXT NOT NULL,
		rating INTEGER NOT NULL,
		at     INTEGER NOT NULL,
		PRIMARY KEY (answer, person)
	) WITHOUT ROWID;
CREATE TABLE turns (
		seq          INTEGER PRIMARY KEY,
		conversation TEXT NOT NULL,
		person       TEXT NOT NULL,
		asked        TEXT NOT NULL,
		follow_up    INTEGER NOT NULL,
		quote        TEXT NOT NULL, -- JSON: bot.Span
		at           INTEGER NOT NULL
	);
CREATE TABLE deliveries (
		seq      INTEGER PRIMARY KEY,
		name     TEXT NOT NULL UNIQUE,
		platform TEXT NOT NULL,
		message  TEXT NOT NULL,
		edit     INTEGER NOT NULL,
		state    TEXT NOT NULL,
		ref      TEXT NOT NULL,
		received INTEGER NOT NULL,
		person   TEXT NOT NULL, -- empty once it is answered
		content  TEXT NOT NULL  -- JSON: bot.Delivery; empty once it is answered
	);
CREATE TABLE delivery_keys (key TEXT PRIMARY KEY, received INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at);
CREATE INDEX answers_conversation ON answers (conversation);
CREATE INDEX turns_conversation ON turns (conversation, seq);
CREATE INDEX deliveries_message ON deliveries (platform, message);
CREATE INDEX deliveries_unfinished ON deliveries (platform) WHERE state <> 'posted';
INSERT INTO settings (name, value) VALUES ('hash key', 'a1f1bc461e273748baf3e58962d1a8696d5dde017f52dbd37f303620d2af5623');
INSERT INTO answers (id, at, platform, workspace, channel, direct, conversation, asker, outside, asked, verdict, took, missing, answer, further) VALUES ('a1b2c3d4e5f60718', 1700000000123, 'slack', 'T1', 'C1', 1, 'ac58030a4bed922a786bdf6901b3b955', 'U1', 1, 'How many herons nest by Ferrier''s lake?', 'found', 1500, '["Ferrier"]', '{"ID":"a1b2c3d4e5f60718","Asked":"How many herons nest by Ferrier''s lake?","Verdict":"found","Confidence":0.875,"Quotes":[{"Span":{"collection":"corpus","doc":"birds/a.txt","hash":"0123456789abcdef0123456789abcdef","start":3,"end":20},"Text":"The heron nests.","Title":"Lake","URL":"https://example.org/lake","Author":"Ada Finch","Date":"2024-10-24","Paragraph":1,"Sentence":2,"Before":"It is spring.","After":"The otter sleeps.","Matches":[{"Span":{"start":7,"end":12},"Asked":"herons","Reason":"same stem"}],"Evidence":null,"Score":12.5},{"Span":{"collection":"corpus","doc":"birds/a.txt","hash":"0123456789abcdef0123456789abcdef","start":4,"end":21},"Text":"The heron nests.","Title":"Lake","URL":"https://example.org/lake","Author":"Ada Finch","Date":"2024-10-24","Paragraph":2,"Sentence":3,"Before":"It is spring.","After":"The otter sleeps.","Matches":[{"Span":{"start":8,"end":13},"Asked":"herons","Reason":"same stem"}],"Evidence":null,"Score":12.5}],"Disagreement":{"Kind":"figures","Values":[{"Value":"3","Written":{"start":4,"end":9},"Qualifier":"about","Quote":{"Span":{"collection":"corpus","doc":"birds/a.txt","hash":"0123456789abcdef0123456789abcdef","start":5,"end":22},"Text":"The heron nests.","Title":"Lake","URL":"https://example.org/lake","Author":"Ada Finch","Date":"2024-10-24","Paragraph":3,"Sentence":4,"Before":"It is spring.","After":"The otter sleeps.","Matches":[{"Span":{"start":9,"end":14},"Asked":"herons","Reason":"same stem"}],"Evidence":null,"Score":12.5}},{"Value":"12","Written":{"start":5,"end":8},"Qualifier":"","Quote":{"Span":{"collection":"corpus","doc":"birds/a.txt","hash":"0123456789abcdef0123456789abcdef","start":6,"end":23},"Text":"The heron nests.","Title":"Lake","URL":"https://example.org/lake","Author":"Ada Finch","Date":"2024-10-24","Paragraph":4,"Sentence":5,"Before":"It is spring.","After":"The otter sleeps.","Matches":[{"Span":{"start":10,"end":15},"Asked":"herons","Reason":"same stem"}],"Evidence":null,"Score":12.5}}]},"Missing":["Ferrier"],"Corrections":[{"Asked":"hernos","Read":"herons","Reason":"spelling"}],"Unanswered":2,"Greeting":""}', '[{"Span":{"collection":"corpus","doc":"birds/a.txt","hash":"0123456789abcdef0123456789abcdef","start":7,"end":24},"Text":"The heron nests.","Title":"Lake","URL":"https://example.org/lake","Author":"Ada Finch","Date":"2024-10-24","Paragraph":5,"Sentence":6,"Before":"It is spring.","After":"The otter sleeps.","Matches":[{"Span":{"start":11,"end":16},"Asked":"herons","Reason":"same stem"}],"Evidence":null,"Score":12.5}]');
INSERT INTO answers (id, at, platform, workspace, channel, direct, conversation, asker, outside, asked, verdict, took, missing, answer, further) VALUES ('b1b2c3d4e5f60718', 1700000000123, 'slack', 'T1', 'C1', 1, 'ac58030a4bed922a786bdf6901b3b955', 'U1', 1, 'hello', 'smalltalk', 1000, 'null', '{"ID":"b1b2c3d4e5f60718","Asked":"hello","Verdict":"smalltalk","Confidence":1,"Quotes":null,"Disagreement":null,"Missing":null,"Corrections":null,"Unanswered":0,"Greeting":"hello"}', 'null');
INSERT INTO ratings (answer, person, rating, at) VALUES ('a1b2c3d4e5f60718', '6b3927e63b855e477b22f06aa898a027', 1, 1700000000123);
INSERT INTO turns (seq, conversation, person, asked, follow_up, quote, at) VALUES (1, 'ac58030a4bed922a786bdf6901b3b955', '6b3927e63b855e477b22f06aa898a027', 'How many herons nest?', 1, '{"collection":"corpus","doc":"birds/a.txt","hash":"0123456789abcdef0123456789abcdef","start":3,"end":20}', 1700000000123);
INSERT INTO deliveries (seq, name, platform, message, edit, state, ref, received, person, content) VALUES (1, 'event-1', 'slack', 'message-1', 1, 'received', '', 1700000000123, '6b3927e63b855e477b22f06aa898a027', '{"Keys":["event-1","message-1"],"Platform":"slack","Message":"message-1","Edit":true,"Question":{"Asker":{"ID":"U1","Outside":true},"Place":{"Platform":"slack","Workspace":"T1","Channel":"C1","Direct":true},"Text":"How many herons nest?","Conversation":"slack/C1/17","Overheard":true},"Payload":{"channel":"C1"},"Received":"2023-11-14T22:13:20.123Z"}');
INSERT INTO deliveries (seq, name, platform, message, edit, state, ref, received, person, content) VALUES (2, 'message-2', 'slack', 'message-2', 0, 'posting', '', 1700000000123, '6b3927e63b855e477b22f06aa898a027', '{"Keys":["message-2"],"Platform":"slack","Message":"message-2","Edit":false,"Question":{"Asker":{"ID":"U1","Outside":true},"Place":{"Platform":"slack","Workspace":"T1","Channel":"C1","Direct":true},"Text":"How many herons nest?","Conversation":"slack/C1/17","Overheard":true},"Payload":{"channel":"C1"},"Received":"2023-11-14T22:13:20.123Z"}');
INSERT INTO deliveries (seq, name, platform, message, edit, state, ref, received, person, content) VALUES (3, 'message-3', 'slack', 'message-3', 0, 'posted', 'reply-3', 1700000000123, '', '');
INSERT INTO delivery_keys (key, received) VALUES ('event-1', 1700000000123);
INSERT INTO delivery_keys (key, received) VALUES ('message-1', 1700000000123);
INSERT INTO delivery_keys (key, received) VALUES ('message-2', 1700000000123);
INSERT INTO delivery_keys (key, received) VALUES ('message-3', 1700000000123);
