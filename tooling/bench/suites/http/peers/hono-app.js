import { Hono } from "hono";
import { text } from "./serve.js";

/** The same application for all who serve it. */
export const app = new Hono();
app.get("/", (context) => context.text(text));
