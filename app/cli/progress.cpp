#include "app/cli/progress.h"

#include "app/base/text.h"
#include "app/base/timestamp.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace faultline::cli {

namespace {

constexpr auto showEvery = std::chrono::milliseconds(100);
constexpr std::size_t widestStage = 40;
constexpr std::string_view clearLine = "\r\x1b[K";

}    // namespace

std::string progressText(const Progress& value, double seconds)
{
    std::string text = withVisibleControls(shortened(value.stage, widestStage));
    const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "  ") + part; };
    const auto done = static_cast<double>(value.bytesDone);
    const auto total = static_cast<double>(value.bytesTotal);
    if (value.bytesTotal > 0) {
        add(std::to_string(static_cast<int>(std::min(100.0, 100 * done / total))) + " %");
        add(formatBytes(done) + " of " + formatBytes(total));
    } else if (value.bytesDone > 0) {
        add(formatBytes(done));
    }
    const double rate = seconds > 0 ? done / seconds : 0;
    if (rate > 0)
        add(formatBytes(rate) + "/s");
    if (value.rows > 0)
        add(formatGrouped(static_cast<std::int64_t>(value.rows)) + " rows");
    // The first second says little about the rest.
    if (rate > 0 && seconds >= 1 && total > done)
        add(formatDuration(std::chrono::seconds(static_cast<std::int64_t>(std::ceil((total - done) / rate)))) + " left");
    return text;
}

ProgressLine::ProgressLine() : m_isTerminal(isatty(STDERR_FILENO) == 1), m_stageBegin(Clock::now()), m_nextShow(m_stageBegin) {}

void ProgressLine::show(const Progress& value)
{
    if (!m_isTerminal)
        return;
    const Clock::time_point now = Clock::now();
    if (value.stage != m_stage) {
        m_stage = value.stage;
        m_stageBegin = now;
    }
    if (now < m_nextShow)
        return;
    m_nextShow = now + showEvery;
    const double seconds = std::chrono::duration<double>(now - m_stageBegin).count();
    const std::string line = std::string(clearLine) + progressText(value, seconds);
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
    m_isShown = true;
}

void ProgressLine::clear()
{
    if (!m_isShown)
        return;
    std::fwrite(clearLine.data(), 1, clearLine.size(), stderr);
    std::fflush(stderr);
    m_isShown = false;
}

}    // namespace faultline::cli
