import { scenarioSuite } from './suite.ts';

scenarioSuite({ timeZone: 'UTC', troubleSeed: 1 });
scenarioSuite({ timeZone: 'America/New_York', troubleSeed: 2 });
scenarioSuite({ timeZone: 'Pacific/Auckland', troubleSeed: 3 });
