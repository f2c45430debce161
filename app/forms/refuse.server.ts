/** A refusal to throw: its page shows the words, and an address without a page (one that only takes forms) answers them. */
export function refusalResponse(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(message, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}
