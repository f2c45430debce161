-- A text for a spreadsheet. What would begin a formula gets an apostrophe before it: at the beginning of the cell (behind
-- blanks and quotes, too; a tab, a return or a line feed there counts by itself), and behind each separator inside of it
-- by which a spreadsheet of other habits would begin a new cell: semicolon, tab, return, line feed, bar (a tab there counts,
-- too). The signs are = + - @, also in full width. What has apostrophes there already gets one more, so that taking one
-- away gives the text back, whatever it was (docs/csv.md).
create or replace function spreadsheet_safe(value text) returns text language sql immutable parallel safe
return case
  -- Nearly no text has any of these: then nothing else is looked at.
  when value !~ '(^|[;|\t\r\n])[^[:alnum:]]*[=+@\t\r\n＝＋－＠-]' then value
  else regexp_replace(
    regexp_replace(value,
      '([;|\t\r\n])(?=''*[\u0001-\u0008\u000b\u000c\u000e-\u001f "\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]*[=+@\t＝＋－＠-])',
      '\1''', 'g'),
    '^(?=''*[\u0001-\u0008\u000b\u000c\u000e-\u001f "\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]*[=+@\t\r\n＝＋－＠-])',
    '''')
end;
