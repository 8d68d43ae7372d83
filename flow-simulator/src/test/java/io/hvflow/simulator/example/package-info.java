/** Tests of an application's own code on the simulator, as its users write them: docs/simulation.md goes through them. */
package io.hvflow.simulator.example;
