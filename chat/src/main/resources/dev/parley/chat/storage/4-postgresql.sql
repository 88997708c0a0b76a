CREATE TABLE chat_reports (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL,
  author TEXT COLLATE "C" NOT NULL, reported_by TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C" NOT NULL,
  reported_at BIGINT NOT NULL, resolved_by TEXT COLLATE "C", resolved_at BIGINT,
  UNIQUE (room_id, position, reported_by));
CREATE INDEX chat_reports_by_author ON chat_reports (author);
CREATE INDEX chat_reports_by_reporter ON chat_reports (reported_by);

CREATE TABLE chat_talks (
  room_id TEXT COLLATE "C" NOT NULL PRIMARY KEY, visitor TEXT COLLATE "C" NOT NULL, open_for TEXT COLLATE "C" UNIQUE,
  operator TEXT COLLATE "C", opened_at BIGINT NOT NULL, taken_at BIGINT, closed_by TEXT COLLATE "C", closed_at BIGINT);
