/**
 * Texts that match a pattern or a format of the tables: for patterns that fast-check cannot make texts of (it knows no look-ahead), and
 * for those whose meaning a pattern does not tell.
 */
export const samples: Readonly<Record<string, readonly string[]>> = {
  // Formats.
  uri: ["https://example.com", "http://localhost:8080/v1"],
  email: ["molty@example.com"],
  "date-time": ["2026-09-01T12:00:00Z"],
  // Names.
  "^(?!(?:constructor|prototype)$)[a-z0-9][a-z0-9_-]{0,63}$": ["fs", "git-hub_2"],
  "^(?!\\s)(?![\\s\\S]*\\s$)[^\\p{Cs}]{1,64}$": ["fs", "Two words"],
  "^(?!\\s)(?![\\s\\S]*\\s$)[^\\p{Cs}]{1,128}$": ["fs", "Two words"],
  "^(?!\\s)(?![\\s\\S]*\\s$)(?![\\s\\S]*\\.\\.)[^\\p{Cc}\\p{Cs}/\\\\]{1,512}$": ["fs", "Two words"],
  "^[^.[\\]]+$": ["main", "two words"],
  "^[^,]+$": ["main", "two words"],
  "^\\s*[^a-z0-9]*[a-z0-9]+(?:[^a-z0-9]+[a-z0-9]+)?[^a-z0-9]*\\s*$": ["molty", "hey molty"],
  "^(?!\\*$)(?![Gg][Rr][Oo][Uu][Pp]:).+": ["alice", "49123456"],
  "^(?!\\s*-)": ["echo", "a b"],
  "^openai:[^\\s:/][^\\s/]*$": ["openai:work"],
  "^(github|profile):[^\\s:]+$": ["github:molty", "profile:molty"],
  "\\S": ["x", "two words"],
  "^#?[0-9a-fA-F]{6}$": ["#12ab9f"],
  // Addresses and paths.
  "^https?:\\/\\/": ["https://example.com", "http://localhost:8080"],
  "^[wW][sS][sS]?:\\/\\/": ["wss://example.com"],
  "^[Hh][Tt][Tt][Pp][Ss]:\\/\\/": ["https://example.com"],
  "^[hH][tT][tT][pP][sS]?:\\/\\/[^\\\\/?#@]+\\/?$": ["https://example.com", "HTTP://example.com:8080/"],
  "^[Hh][Tt][Tt][Pp][Ss]?:\\/\\/(?![^/?#]*@)": ["https://example.com", "http://localhost:8080/v1"],
  "^\\/(?!\\/)[^\\0]*[^/\\0]$": ["/srv", "/srv/two words"],
  "^/": ["/srv", "/"],
  // Spans of time.
  "^\\d+(?:ms|s|m|h)$": ["250ms", "30s", "5m", "2h"],
  "^(?:[1-9][0-9]*[hd]|(?:[6-9][0-9]|[1-9][0-9]{2,})m)(?![\\s\\S])": ["60m", "24h", "14d"],
  "^(?:[1-9][0-9]*d|(?:2[4-9]|[3-9][0-9]|[1-9][0-9]{2,})h|(?:14[4-9][0-9]|1[5-9][0-9]{2}|[2-9][0-9]{3}|[1-9][0-9]{4,})m)(?![\\s\\S])": ["1d", "48h", "1440m"],
};
