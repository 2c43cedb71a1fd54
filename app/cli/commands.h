#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"
#include "app/cli/session.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace faultline::cli {

/// What the command line chose: filled while CLI11 parses, run afterwards.
struct Chosen {
    std::function<Result<int>(Session&)> run;    ///< the exit code of a command that did its work
    std::string format = "table";
    bool json = false;
    bool raw = false;
};

/// A subcommand with the options of every command and an example in its help.
CLI::App* addCommand(CLI::App& parent, Chosen& chosen, const std::string& name, const std::string& title,
                     const std::string& example);

/// Check of an option: "-1" and "x" are refused with a sentence. Use it as ->check(isWholeNumber).
std::string isWholeNumber(const std::string& text);

void addImportCommands(CLI::App& root, Chosen& chosen);      ///< import, detect, formats
void addCaseCommands(CLI::App& root, Chosen& chosen);        ///< info, issues, source, case, check
void addQueryCommands(CLI::App& root, Chosen& chosen);       ///< breakdown, rate, lines
void addAnalysisCommands(CLI::App& root, Chosen& chosen);    ///< suspects
void addRankCommands(CLI::App& root, Chosen& chosen);        ///< rank, onset
void addChangesCommand(CLI::App& root, Chosen& chosen);      ///< changes
void addMomentsCommand(CLI::App& root, Chosen& chosen);      ///< moments
void addComponentsCommand(CLI::App& root, Chosen& chosen);   ///< components
void addClocksCommand(CLI::App& root, Chosen& chosen);       ///< clocks
void addSeriesCommands(CLI::App& root, Chosen& chosen);      ///< series, values, events
void addTimelineCommands(CLI::App& root, Chosen& chosen);    ///< timeline
void addHypothesisCommands(CLI::App& root, Chosen& chosen);  ///< hypotheses
void addTemplateCommands(CLI::App& root, Chosen& chosen);    ///< templates
void addSqlCommand(CLI::App& root, Chosen& chosen);          ///< sql

}    // namespace faultline::cli
