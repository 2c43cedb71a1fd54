#include "app/cli/commands.h"

#include "app/base/text.h"

namespace faultline::cli {

std::string isWholeNumber(const std::string& text)
{
    const auto value = parseInteger(text);
    return value && *value >= 0 ? std::string() : '\'' + text + "' is no whole number from 0 on";
}

CLI::App* addCommand(CLI::App& parent, Chosen& chosen, const std::string& name, const std::string& title,
                     const std::string& example)
{
    CLI::App* command = parent.add_subcommand(name, title);
    command->footer("Example:\n  faultline-cli " + example);
    command->add_option("--output", chosen.format, "table, json, csv or markdown")->capture_default_str();
    command->add_flag("--json", chosen.json, "short for --output json");
    command->add_flag("--raw", chosen.raw, "control characters as they are; CSV without the guard against formulas");
    return command;
}

}    // namespace faultline::cli
