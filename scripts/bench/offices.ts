import { Office, type Seat } from "../../test/e2e/support/office.ts";

/** A server and apps of its own for a measurement, ended however it goes. */
export async function withOffice<T>(work: (office: Office) => Promise<T>): Promise<T> {
  const office = await Office.open();
  try {
    return await work(office);
  } finally {
    await office.close();
  }
}

export const withPair = <T>(work: (alice: Seat, bob: Seat) => Promise<T>): Promise<T> =>
  withOffice(async (office) => work(await office.seat("alice"), await office.seat("bob")));
