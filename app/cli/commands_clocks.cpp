#include "app/analysis/clocks.h"
#include "app/cli/commands.h"

#include <memory>
#include <optional>

namespace faultline::cli {

namespace {

constexpr double nanosecondsPerSecond = 1e9;

struct ClocksArguments {
    std::string casePath;
    std::optional<std::int64_t> reference;
};

std::optional<double> secondsOf(const std::optional<Nanoseconds>& length)
{
    return length ? std::optional(static_cast<double>(length->count()) / nanosecondsPerSecond) : std::nullopt;
}

Result<int> runClocks(Session& session, const ClocksArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<Clocks> found = compareClocks(view->file().database(), view->segments(), arguments.reference, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    Output& output = session.output;
    output.begin({{"notes", found->notes}},
                 {{"source_id", "Id", Show::Number}, {"source", "Source"}, {"verdict", "Clock"}, {"move_s", "Move by s", Show::Number},
                  {"low_s", "", Show::Hidden}, {"high_s", "", Show::Hidden}, {"clock_offset_s", "Clock offset s", Show::Number}, {"r", "", Show::Hidden},
                  {"n", "", Show::Hidden}, {"step_s", "", Show::Hidden}, {"sentence", "What"}});
    bool offers = false;
    for (const ClockRow& row : found->rows) {
        const auto ifCompared = [&](double value) { return cell(row.move ? std::optional(value) : std::nullopt); };
        offers = offers || row.offset.has_value();
        if (!output.row({row.sourceId, row.name, std::string(nameOf(row.verdict)), cell(secondsOf(row.move)), ifCompared(*secondsOf(row.low)),
                         ifCompared(*secondsOf(row.high)), cell(secondsOf(row.offset)), ifCompared(row.rho), ifCompared(static_cast<double>(row.n)),
                         ifCompared(*secondsOf(row.step)), row.sentence}))
            break;
    }
    output.end();
    for (const std::string& note : found->notes)
        output.note(note);
    if (offers)
        output.note("Nothing was changed. To move a clock: faultline-cli source CASE set ID --clock-offset, or its --zone.");
    view->warnAboutDamage(session);
    return exitDone;
}

}    // namespace

void addClocksCommand(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<ClocksArguments>();
    CLI::App* command = addCommand(root, chosen, "clocks", "Compares the clocks of the sources and proposes offsets", "clocks outage.faultline");
    command->add_option("CASE", arguments->casePath, "the case file")->required();
    command->add_option("--reference", arguments->reference, "id of the source the others are compared with; otherwise the one with most requests");
    command->callback([&chosen, arguments] { chosen.run = [arguments](Session& session) { return runClocks(session, *arguments); }; });
}

}    // namespace faultline::cli
