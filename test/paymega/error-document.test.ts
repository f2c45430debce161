import { expect, test } from 'vitest';
import { errorsIn } from '#paymega/error-document.ts';

test.each([
  [
    'JSON:API’s errors, each at its attribute',
    '{"errors":[{"detail":"too small","source":{"pointer":"/data/attributes/amount"}},{"title":"Odd"}]}',
    [
      { field: 'amount', message: 'too small' },
      { field: null, message: 'Odd' },
    ],
  ],
  [
    'an attribute within another',
    '{"errors":[{"detail":"no text","source":{"pointer":"/data/attributes/browser_info/browser_tz"}}]}',
    [{ field: 'browser_info', message: 'no text' }],
  ],
  ['PHP’s empty map for a source', '{"errors":[{"code":"x","source":[]}]}', [{ field: null, message: 'x' }]],
  [
    'a map of messages',
    '{"errors":{"service":["unknown","closed"]}}',
    [
      { field: 'service', message: 'unknown' },
      { field: 'service', message: 'closed' },
    ],
  ],
  ['a page of a proxy', '<html>502</html>', []],
  ['another document', '{"data":[]}', []],
  ['nothing', '', []],
  [
    'what holds a card',
    '{"errors":[{"detail":"card 5123817234060000"}]}',
    [{ field: null, message: expect.not.stringContaining('51238172') }],
  ],
])('the errors of %s', (_, text, errors) => {
  expect(errorsIn(text)).toEqual(errors);
});

test('no answer has no errors', () => {
  expect(errorsIn(null)).toEqual([]);
});
