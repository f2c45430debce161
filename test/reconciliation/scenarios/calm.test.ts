import { scenarioSuite } from './suite.ts';

scenarioSuite({ timeZone: 'UTC', troubleSeed: null });
scenarioSuite({ timeZone: 'Europe/Berlin', troubleSeed: null });
scenarioSuite({ timeZone: 'Pacific/Auckland', troubleSeed: null });
