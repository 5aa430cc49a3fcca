# Every target is one script: read scripts/ for what it does.

.PHONY: run build test lint format docs install
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo "make run      install what is missing, build, and serve a demonstration on https://localhost:9443"
	@echo "make build    build the release programs into .build/release"
	@echo "make test     install the test tools and run everything that CI runs"
	@echo "make lint     check the style of sources and scripts"
	@echo "make format   bring the sources into that style"
	@echo "make docs     write man/ and the generated pages of docs/ anew"
	@echo "make install  copy programs and man pages to PREFIX (/usr/local), below DESTDIR"

run:
	@scripts/run

build:
	@scripts/build

test:
	@scripts/test

lint:
	@scripts/lint

format:
	@scripts/format

docs:
	@scripts/docs

install:
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install
