#pragma once

#include "tests/support/importcase.h"
#include "ui/casesession.h"
#include "ui/theme.h"

#include <QMainWindow>

#include <functional>
#include <memory>

namespace faultline::test {

/// A case of a sample incident ("hub-outage", "flag-rollout"), imported once a program into `folder` and copied for each test.
class SampleCase {
public:
    explicit SampleCase(const char* incident = "hub-outage");

    /// The path of a fresh copy.
    QString path();
    /// An open session on a fresh copy; what must not fail ends the program with a message.
    std::unique_ptr<CaseSession> open(TaskRunner& tasks);

private:
    ImportCase m_case;
    int m_copies = 0;
};

/// Processes events until `isTrue` or ten seconds have passed; returns isTrue().
bool waitUntil(const std::function<bool()>& isTrue);
/// Until no query, search or import runs and their results are delivered.
bool waitUntilIdle(TaskRunner& tasks);

/// 2024-04-23T19:30Z and the like.
Timestamp at(const char* iso8601);

}    // namespace faultline::test
