import fastify, { type FastifyReply } from "fastify";
import type { z } from "zod";
import { isLoopback } from "../../loopback.ts";
import { FaultClose, FaultPlan } from "./fault-plan.ts";
import type { Faults } from "./faults.ts";

export interface FaultServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `GET`, `PUT` and `DELETE /faults` for the plan, `POST /faults/close` for sockets: always on this machine's own address,
 * for programs on it. A web page that finds the port is refused: by its name for us, or because it may not send JSON
 * elsewhere without being asked (Fetch, CORS preflight). Rejects when it cannot listen.
 */
export async function createFaultServer(options: { port: number; faults: Faults }): Promise<FaultServer> {
  const { faults, port } = options;
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.removeContentTypeParser("text/plain");
  app.addHook("onRequest", (request, reply, done) => {
    if (isLoopback(request.hostname)) return done();
    void reply.code(403).send({ error: "only for programs on this machine" });
  });
  app.get("/faults", (_request, reply) => reply.send(faults.plan));
  app.put("/faults", (request, reply) =>
    withBody(FaultPlan, request.body, reply, (plan) => {
      faults.set(plan);
      return reply.code(204).send();
    }),
  );
  app.delete("/faults", (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.post("/faults/close", (request, reply) =>
    withBody(FaultClose, request.body, reply, (order) => reply.send({ closed: faults.closeSockets(order) })),
  );
  const url = await app.listen({ host: "127.0.0.1", port });
  return {
    url: `${url}/faults`,
    async close() {
      faults.clear();
      await app.close();
    },
  };
}

function withBody<T>(
  schema: z.ZodType<T>,
  body: unknown,
  reply: FastifyReply,
  act: (value: T) => FastifyReply,
): FastifyReply {
  const parsed = schema.safeParse(body);
  if (parsed.success) return act(parsed.data);
  const issue = parsed.error.issues[0];
  return reply.code(400).send({ error: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}` });
}
