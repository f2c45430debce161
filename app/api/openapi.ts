import document from './openapi.json';

/** GET /api/v1/openapi.json: what the API can do. Open to all: it holds nothing of the books. */
export function loader() {
  return Response.json(document);
}
