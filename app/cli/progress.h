#pragma once

#include "app/base/taskcontrol.h"

#include <chrono>
#include <string>

namespace faultline::cli {

/// One line on standard error that is written over and over, only when it is a terminal: stage, bytes, rows, rate, time left.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const Progress& value);
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    bool m_isTerminal;
    bool m_isShown = false;
    std::string m_stage;
    Clock::time_point m_stageBegin;
    Clock::time_point m_nextShow;
};

/// "web.log  45 %  1.2 GB of 2.6 GB  310 MB/s  5,000,000 rows  4 s left"; parts that are not known are left out.
std::string progressText(const Progress& value, double seconds);

}    // namespace faultline::cli
