#pragma once

#include "app/base/result.h"    // before <chrono>, which moc cannot read on its own
#include "app/store/casecheck.h"

#include <QDialog>

#include <vector>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace faultline {

class CaseSession;

/// Reads everything in the case on another thread and says of each part whether it is whole.
class CaseCheckDialog : public QDialog {
    Q_OBJECT

public:
    CaseCheckDialog(CaseSession& session, QWidget* parent);

    QString outcome() const;    ///< the one line above the parts
    void done(int result) override;

private:
    void start();
    void show(const Result<std::vector<CheckedPart>>& parts);

    CaseSession& m_session;
    QLabel* m_outcome = nullptr;
    QTreeWidget* m_parts = nullptr;
    QPushButton* m_close = nullptr;
};

}    // namespace faultline
