#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/interruptwatch.h"
#include "importers/builtinimporters.h"

#include <csignal>
#include <cstdio>

#include <unistd.h>

namespace {

using namespace faultline;
using namespace faultline::cli;

constexpr const char* description =
    "Faultline reads what is left after an outage - access logs, database logs, metrics, deploys, timelines - into one case\n"
    "file and answers questions about it.\n\n"
    "Exit codes: 0 done, 1 lines were rejected (--strict), 2 usage, 3 input unreadable, 4 case damaged, 5 case too new,\n"
    "6 case locked, 7 output failed, 130 interrupted.";

void complain(const std::string& text)
{
    const std::string line = "faultline-cli: " + withVisibleControls(text) + '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

int runChosen(const Chosen& chosen, std::stop_token stop)
{
    OutputOptions options;
    if (!fromName(chosen.json ? "json" : chosen.format, options.format)) {
        complain("Unknown output '" + chosen.format + "'. Give table, json, csv or markdown.");
        return exitUsage;
    }
    options.raw = chosen.raw;
    options.isTerminal = isatty(STDOUT_FILENO) == 1;
    const ImporterRegistry registry(builtinImporters());
    Session session{Output(options, STDOUT_FILENO), registry, std::move(stop), {}};
    const Result<int> code = chosen.run(session);
    const Result<void> written = session.output.finish();
    if (!code)
        return session.fail(code.error());
    if (!written)
        return session.fail(written.error());
    return *code;
}

/// CLI11 throws; nothing else in this program does.
int parseAndRun(int argc, char** argv, std::stop_token stop)
{
    CLI::App app(description, "faultline-cli");
    Chosen chosen;
    addImportCommands(app, chosen);
    addCaseCommands(app, chosen);
    addQueryCommands(app, chosen);
    addAnalysisCommands(app, chosen);
    addRankCommands(app, chosen);
    addChangesCommand(app, chosen);
    addMomentsCommand(app, chosen);
    addComponentsCommand(app, chosen);
    addClocksCommand(app, chosen);
    addSeriesCommands(app, chosen);
    addTimelineCommands(app, chosen);
    addHypothesisCommands(app, chosen);
    addTemplateCommands(app, chosen);
    addSqlCommand(app, chosen);
    app.require_subcommand(1);
    const auto isFirstWord = [&](const CLI::App* command) { return command->get_name() == argv[1]; };
    if (argc < 2 || (argv[1][0] != '-' && app.get_subcommands(isFirstWord).empty())) {
        complain((argc < 2 ? std::string("No command was given") : "There is no command '" + std::string(argv[1]) + '\'')
                 + ". 'faultline-cli --help' lists them.");
        return exitUsage;
    }
    app.set_version_flag("--version", FAULTLINE_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& wanted) {
        return app.exit(wanted);    // --help, --version
    } catch (const CLI::ParseError& error) {
        complain(std::string("Cannot read the command line: ") + error.what() + ". See 'faultline-cli COMMAND --help'.");
        return exitUsage;
    }
    return chosen.run ? runChosen(chosen, std::move(stop)) : exitUsage;
}

}    // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);    // a closed pipe and a full quota are write errors, handled where they happen
    std::signal(SIGXFSZ, SIG_IGN);
    const InterruptWatch interrupts;
    return parseAndRun(argc, argv, interrupts.token());
}
