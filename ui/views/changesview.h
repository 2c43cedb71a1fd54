#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QTableView;

namespace faultline {

class CaseSession;
class ChangesModel;
class Theme;

/// What changed before a moment, newest first, as a list that goes away again. Asked for by CaseSession::showChangesBefore().
class ChangesView : public QFrame {
    Q_OBJECT

public:
    ChangesView(CaseSession& session, const Theme& theme, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void open(Timestamp moment);
    void fill();
    void take();    ///< compares before and after the change, and goes there when it is not visible

    CaseSession& m_session;
    const Theme& m_theme;
    ChangesModel* m_model = nullptr;
    Timestamp m_moment{};
    QLabel* m_title = nullptr;
    QLabel* m_note = nullptr;
    QComboBox* m_lookback = nullptr;
    QTableView* m_table = nullptr;
};

}    // namespace faultline
