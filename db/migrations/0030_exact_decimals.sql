-- By hand.
-- An amount in minor units as an exact number with the decimals of its currency: decimal_number(12345, 2) =
-- 123.45. COPY writes a number as it is, without a text and a number of that in between. Not strict, so that
-- it is inlined.
create function decimal_number(minor bigint, exponent smallint) returns numeric
language sql immutable parallel safe
return case exponent
  when 2 then minor * 0.01
  when 0 then minor::numeric
  when 3 then minor * 0.001
  else round(minor / (10::numeric ^ exponent), exponent)
end;
--> statement-breakpoint
-- The same as people write it: decimal_of(12345, 2) = '123.45'.
create or replace function decimal_of(minor bigint, exponent smallint) returns text
language sql immutable parallel safe
return decimal_number(minor, exponent)::text;
