/** Whether this is the long mode (`npm run test:faults`), and not a part of `npm test`, which has to be short. */
export const IS_LONG = process.env.FAULT_KILLS !== undefined;
