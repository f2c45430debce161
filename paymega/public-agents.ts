import type { AgentOptions, Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

/**
 * Connections to public addresses alone, checked when the name was looked up: an address that somebody typed must not
 * lead into the network that we stand in.
 */
export function publicAgents(options: AgentOptions = {}): { http: HttpAgent; https: HttpsAgent } {
  return { http: new RequestFilteringHttpAgent(options), https: new RequestFilteringHttpsAgent(options) };
}
