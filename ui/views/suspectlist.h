#pragma once

#include "app/base/result.h"
#include "app/model/hypothesis.h"

#include <QTreeWidget>

namespace faultline {

class Actions;
class AskPopup;
class CaseSession;
class Theme;

/// The suspects that were kept, with how much speaks for and against each. As high as its rows, up to a few.
class SuspectList : public QTreeWidget {
    Q_OBJECT

public:
    SuspectList(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

    bool isEmpty() const { return topLevelItemCount() == 0; }
    const Hypothesis* current() const;

signals:
    void refreshed();

private:
    enum class Side { For, Against };
    void bindActions();
    void refresh();
    void focusFirst();
    void goToWindow();
    void addEvidence(Side side);
    void setStatus(HypothesisStatus status, const QString& title, const QString& hint);
    void reopen();
    void rename();
    void forget();
    void add();
    void showMenu(const QPoint& position);
    bool canEdit();
    QRect placeOfCurrent() const;    ///< on the screen

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    AskPopup* m_ask = nullptr;
};

}    // namespace faultline
