# Before there is a lock: the base image by its name.
ARG BASE=python:alpine
FROM scratch AS scibids
FROM scratch AS mirror
FROM ${BASE} AS base
