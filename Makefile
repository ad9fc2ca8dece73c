# Waggle: every command a developer or an operator with a checkout needs. `make help` lists them.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

SWIFT_TREES := $(wildcard Package.swift Sources Tests Benchmarks)

.PHONY: help setup run test bench soak format lint

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what building and testing need (root or sudo; safe to repeat)
	@Scripts/setup.sh build test

run: ## Build in release and run Waggle on its embedded store (ARGS="--http 0.0.0.0:8080" adds options)
	@Scripts/setup.sh build
	@Scripts/run.sh $(ARGS)

test: ## Lint, build, unit tests, end-to-end tests with real clients and honeypots, licence check
	@Scripts/test.sh

bench: ## Measure, each figure as a ratio against its yardstick in the same run
	@Scripts/setup.sh build bench
	@Scripts/bench.sh $(ARGS)

soak: ## The long tests: many kill -9 rounds, long fuzzing
	@Scripts/setup.sh build test
	@Scripts/soak.sh

format: ## Format all Swift sources in place
	@swift format --in-place --recursive --parallel $(SWIFT_TREES)

lint: ## Check the format of all Swift sources
	@swift format lint --strict --recursive --parallel $(SWIFT_TREES)
